import type { OpenTransport } from '../../../src/worker/rpc/transport';
import type { FromWorker, ToWorker } from '../../../src/worker/rpc/protocol';
import { type JobTable, serveJobs, type SurfaceJobTable } from '../../../src/worker/rpc/server';

/** Kinds of work that a test does not care about give nothing. */
const idle: SurfaceJobTable = { *surface() {}, *point() {}, *input() {}, *line() {}, *race() {}, *walk() {}, *theorem() {}, *map() {}, *kinks() {} };

/** A worker's two sides joined by a MessageChannel in place of a thread; `log` hears all that the worker says. */
export function inChannel(table: Partial<JobTable>, log: (message: FromWorker) => void = () => undefined): OpenTransport {
  return (hear) => {
    const { port1, port2 } = new MessageChannel();
    const ear = serveJobs({ ...idle, ...table }, (message, transfer) => {
      port2.postMessage(message, transfer);
    });
    port2.onmessage = ({ data }: MessageEvent<ToWorker>) => ear(data);
    port1.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      log(data);
      hear(data);
    };
    return {
      post: (message) => port1.postMessage(message),
      close: () => {
        port1.close();
        port2.close();
      },
    };
  };
}
