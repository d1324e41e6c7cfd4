/** A third of the families over two indices; triangles.long.test.ts has the others. */
import { triangleTests } from './triangle-tests.js';

triangleTests((k) => k % 3 === 0);
