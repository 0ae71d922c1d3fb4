/** Reports to the core are gathered, bounded, and lost without a noise. */
import { describe, expect, it } from 'vitest'
import { onProgress, tellProgress } from '../../../../renderer/state/progress.ts'
import { createReporter } from '../../../../renderer/state/reports.ts'
import type { FiringReport } from '../../../../shared/alerts/firing.ts'
import { createFakeClient } from '../../../support/fake-client.ts'

const report = (firing: string): FiringReport => ({ firing, channel: 'toast', outcome: 'shown', at: 5 })

describe('reporter', () => {
  it('sends what came within a moment in calls of at most a hundred', () => {
    const client = createFakeClient({ 'firings.report': () => ({ ok: true }) })
    const plans: (() => void)[] = []
    const reporter = createReporter(client, (_, run) => void plans.push(run))
    for (let n = 0; n < 130; n += 1) reporter.add(report(`f${n}`))
    expect(plans).toHaveLength(1)
    expect(client.calls).toEqual([])
    plans[0]?.()
    const sizes = client
      .inputs('firings.report')
      .map((input) => (input as { reports: unknown[] }).reports.length)
    expect(sizes).toEqual([100, 30])
    reporter.add(report('later'))
    expect(plans).toHaveLength(2)
  })
})

describe('progress', () => {
  it('goes to whoever holds the ticket', () => {
    const seen: number[] = []
    const stop = onProgress('mine', ({ done }) => void seen.push(done))
    tellProgress({ ticket: 'mine', done: 1, total: 9, what: 'bars' })
    tellProgress({ ticket: 'other', done: 5, total: 9, what: 'bars' })
    stop()
    tellProgress({ ticket: 'mine', done: 2, total: 9, what: 'bars' })
    expect(seen).toEqual([1])
  })
})
