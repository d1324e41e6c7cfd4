/** The families over two indices that triangles.test.ts leaves out. */
import { triangleTests } from './triangle-tests.js';

triangleTests((k) => k % 3 !== 0);
