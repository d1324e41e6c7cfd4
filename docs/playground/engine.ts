/**
 * The worker as the page sees it: one request at a time, the newest text wins. A derivation that is superseded while it
 * runs long is ended with its worker, for which a warm one stands ready.
 */
import type { Answer, DeriveRequest, PanelRequest } from './protocol.js';

/** Milliseconds a superseded derivation may still run. */
const PATIENCE = 100;

export interface Engine {
  derive(request: Omit<DeriveRequest, 'id' | 'kind'>): void;
  panel(request: Omit<PanelRequest, 'id' | 'kind'>): void;
  /** Ends what is running. */
  stop(): void;
  /** Whether something runs, and since when. */
  busySince(): number | undefined;
}

export function startEngine(answered: (answer: Answer) => void): Engine {
  const make = (): Worker => new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
  let id = 0;
  let worker = make();
  let spare: Worker | undefined;
  let running: { readonly id: number; readonly since: number } | undefined;
  let waiting: DeriveRequest | undefined;

  const listen = (to: Worker): void => {
    to.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.kind === 'done') {
        if (running?.id === data.id) running = undefined;
        spare ??= make();
        const next = waiting;
        waiting = undefined;
        if (next) send(next);
        answered(data);
        return;
      }
      // of an earlier text nothing is shown any more
      if (data.kind === 'hello' || (data.id === id && !waiting)) answered(data);
    };
    to.onerror = (event) => {
      running = undefined;
      answered({ kind: 'error', id, message: `internal error: ${event.message ?? 'the worker failed'}` });
    };
  };
  const send = (request: DeriveRequest | PanelRequest): void => {
    running = { id: request.id, since: performance.now() };
    worker.postMessage(request);
  };
  const replace = (): void => {
    worker.terminate();
    worker = spare ?? make();
    spare = undefined;
    running = undefined;
    listen(worker);
  };
  listen(worker);
  return {
    derive(request) {
      const next: DeriveRequest = { ...request, kind: 'derive', id: ++id };
      if (running && performance.now() - running.since > PATIENCE) replace();
      if (running) waiting = next;
      else send(next);
    },
    panel(request) {
      if (waiting) return;
      send({ ...request, kind: 'panel', id });
    },
    stop() {
      waiting = undefined;
      replace();
    },
    busySince: () => running?.since,
  };
}
