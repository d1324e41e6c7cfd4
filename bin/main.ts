/** Where the command starts. */
import { main } from './frobenius.js';

// a reader that has seen enough, as in `| head -1`, is no fault
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));
