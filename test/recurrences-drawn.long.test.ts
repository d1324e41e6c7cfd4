/** More of the random recurrences that recurrences-drawn.test.ts begins with. */
import { drawnRecurrences } from './drawn-recurrences.js';

drawnRecurrences(4, 40);
