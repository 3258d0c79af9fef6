import { performance } from 'node:perf_hooks';
import type { ProcessUsage } from '../metrics/loop-metrics.ts';

export function processUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    residentBytes: process.memoryUsage.rss(),
    startedAt: performance.timeOrigin / 1000,
    node: process.version,
  };
}
