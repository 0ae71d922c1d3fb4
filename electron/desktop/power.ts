/** Tells the core when the machine wakes: every connection is presumed dead then. */
import type { PowerMonitor } from 'electron'

export function setupPower(powerMonitor: Pick<PowerMonitor, 'on'>, wake: (reason: 'resume') => void): void {
  powerMonitor.on('resume', () => wake('resume'))
}
