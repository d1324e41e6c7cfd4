/** Where the command starts, and where what it writes to may end before it. */
import { main, statusSoFar } from './frobenius.js';

// a reader that has seen enough, as in `| head -1`, is no fault
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(statusSoFar());
  const why = error.code === 'ENOSPC' ? 'there is no space left' : error.message;
  process.stderr.write(`standard output cannot be written: ${why}\n`);
  process.exit(2);
});
// where messages cannot be written there is nobody to be told: the work goes on without them
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(2);
});

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
