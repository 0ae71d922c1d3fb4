/** REST is asked for last trades one at a time, with a small share of the limit, and its failures are answers. */
import { describe, expect, it } from 'vitest'
import type { RestClient } from '../../../../electron/feeds/rest-client.ts'
import { createSpotChecks } from '../../../../electron/feeds/spot-checks.ts'
import type { SpotAnswer } from '../../../../electron/feeds/spot-checks.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import type { RateRule } from '../../../../electron/providers/provider.ts'
import { codedError } from '../../../../shared/errors.ts'
import { createTestProvider, testInstrument } from '../../../support/feed-provider.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { waitFor } from '../../../support/wait-for.ts'

const [a, b] = [testInstrument('A'), testInstrument('B')]

function setUp(rest: readonly RateRule[], get: () => Promise<string>) {
  const clock = createManualClock()
  const client: Pick<RestClient, 'get'> = {
    get: async () => ({ body: await get(), latencyMs: 1, sentAt: 0, receivedAt: 0 }),
  }
  const provider = createTestProvider({ limits: { rest } })
  const answers: SpotAnswer[] = []
  const checks = createSpotChecks({ provider, rest: client, clock, log: silentLog })
  return { clock, checks, answers, done: (answer: SpotAnswer) => void answers.push(answer) }
}
const wide = [{ max: 1_000, windowMs: 60_000 }]
// oxlint-disable-next-line promise/no-promise-in-callback -- what a REST client does
const failing = (error: Error) => (): Promise<string> => Promise.reject(error)
const answered = (answers: SpotAnswer[], count: number) =>
  waitFor(() => answers.length === count, 'the answer')

describe('spot checks', () => {
  it('ask one at a time', async () => {
    let release: (body: string) => void = () => undefined
    const body = new Promise<string>((resolve) => (release = resolve))
    const { checks, answers, done } = setUp(wide, () => body)
    expect(checks.ask(a, done)).toBe(true)
    expect(checks.ask(b, done)).toBe(false)
    release('null')
    await answered(answers, 1)
    expect(answers).toEqual([{ kind: 'trade', trade: null }])
    expect(checks.ask(b, done)).toBe(true)
    await answered(answers, 2)
  })

  it.each([
    [
      codedError('not-found', 'test GET /last: no such symbol'),
      { kind: 'unknown', reason: 'no such symbol' },
    ],
    [codedError('rate-limited', 'wait', 'later'), { kind: 'failed' }],
    [new Error('parser'), { kind: 'failed' }],
  ])('take %s for an answer', async (error, answer) => {
    const { checks, answers, done } = setUp(wide, failing(error))
    checks.ask(a, done)
    await answered(answers, 1)
    expect(answers).toEqual([answer])
  })

  it('take a tenth of each limit and no more, but one at least', async () => {
    const { clock, checks, answers, done } = setUp(
      [
        { max: 8, windowMs: 60_000 },
        { max: 40, windowMs: 86_400_000 },
      ],
      () => Promise.resolve('null'),
    )
    let asked = 0
    for (let minute = 0; minute < 100; minute += 1) {
      for (let turn = 0; turn < 3; turn += 1) {
        if (!checks.ask(a, done)) continue
        asked += 1
        await answered(answers, asked)
      }
      if (minute === 0) expect(asked).toBe(1)
      clock.advance(60_000)
    }
    expect(asked).toBe(4)
  })

  it('say nothing after they were stopped', async () => {
    let release: (body: string) => void = () => undefined
    const body = new Promise<string>((resolve) => (release = resolve))
    const { checks, answers, done } = setUp(wide, () => body)
    checks.ask(a, done)
    checks.stop()
    release('null')
    await new Promise((resolve) => setImmediate(resolve))
    expect(answers).toEqual([])
    expect(checks.ask(b, done)).toBe(false)
  })
})
