// Runs the bundled command again and again in one thread: each message is its arguments, each answer what it printed.
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';

const { command, port, ended } = workerData;
process.env.NODE_DISABLE_COMPILE_CACHE = '1';
const require = createRequire(command);

let printed;
for (const name of ['stdout', 'stderr']) {
  process[name].write = (text) => {
    printed[name] += text;
    return true;
  };
}

// the command sets its exit status when it is done; that of the thread itself cannot be watched
let finish;
globalThis.process = Object.create(process, { exitCode: { set: (status) => finish(status) } });

port.on('message', async (args) => {
  printed = { stdout: '', stderr: '' };
  process.argv = [process.execPath, command, ...args];
  const status = await new Promise((resolve) => {
    finish = resolve;
    delete require.cache[require.resolve(command)];
    require(command);
  });
  for (const name of ['stdout', 'stderr']) process[name].removeAllListeners('error');
  port.postMessage({ status, ...printed });
  Atomics.store(ended, 0, 1);
  Atomics.notify(ended, 0);
});
