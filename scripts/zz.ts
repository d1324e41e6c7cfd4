import { writeFileSync } from 'node:fs';
import { inputOf } from '../test/fuzz-inputs.js';
const i = inputOf(78, 288765); writeFileSync('/tmp/slow.json', JSON.stringify(i)); writeFileSync('/tmp/slow.txt', (i as any).text);
