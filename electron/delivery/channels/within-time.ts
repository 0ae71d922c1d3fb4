/** A time limit for one sending: what hangs is told to stop, and left behind where it does not. */
import { codedError } from '../../../shared/errors.ts'
import type { Clock } from '../../lib/clock.ts'

/**
 * Rejects with `timeout` once the time is over, whatever `work` was told by then. `limited` is for what can't be stopped, such
 * as a key store or a resolver.
 */
export async function withinTime<T>(
  clock: Clock,
  withinMs: number,
  work: (signal: AbortSignal, limited: <V>(slow: Promise<V>) => Promise<V>) => Promise<T>,
): Promise<T> {
  const abort = new AbortController()
  const cancel = clock.after(withinMs, () => abort.abort())
  const outOfTime = new Promise<never>((_resolve, reject) => {
    abort.signal.addEventListener('abort', () => reject(new Error('out of time')), { once: true })
  })
  outOfTime.catch(() => undefined)
  try {
    return await work(abort.signal, (slow) => Promise.race([slow, outOfTime]))
  } catch (error) {
    if (!abort.signal.aborted) throw error
    throw codedError('timeout', `no answer within ${withinMs / 1000} s`, 'later')
  } finally {
    cancel()
  }
}
