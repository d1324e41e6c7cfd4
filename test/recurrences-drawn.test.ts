/** Some of the random recurrences; recurrences-drawn.long.test.ts has more. */
import { drawnRecurrences } from './drawn-recurrences.js';

drawnRecurrences(0, 4);
