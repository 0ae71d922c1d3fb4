import { describe, expect, it } from 'vitest'
import type { AlertMemory } from '../../../../../shared/alerts/memory.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import { codedError } from '../../../../../shared/errors.ts'
import { bitcoin, condition, rule, startAt } from '../language/tapes.ts'
import { minuteAt } from '../rehearsal/tapes.ts'
import { bench, memoryOf, up } from './bench.ts'

describe('why not now', () => {
  const say = async (of: AlertRule, memory: AlertMemory, changes: Parameters<typeof bench>[0] = {}) =>
    (await bench(changes).explainer.explain(of, bitcoin, memory)).sentence

  it('names the price that came nearest since it was armed, on the tick grid', async () => {
    expect(await say(up, memoryOf(up, 63_900), { nowMinute: 5 })).toBe(
      'The price never reached 64,200 (nearest: 63,998.2 at 12:03). (BTCUSDT last crosses up 64,200) has not happened: the last value is 63,900.0, it must rise to that.',
    )
  })

  it('takes the latest price for the nearest, where it is', async () => {
    expect(await say(up, memoryOf(up, 64_100), { nowMinute: 5 })).toMatch(
      /^The price never reached 64,200 \(nearest: 64,100\.0 at 12:00\)\./,
    )
  })

  it('looks back two days at most, and not before it was armed', async () => {
    const old = { ...up, armedAt: startAt - 10 * 86_400_000 }
    const { explainer, asked } = bench()
    await explainer.explain(old, bitcoin, memoryOf(old, 1))
    await explainer.explain({ ...up, armedAt: minuteAt(3) + 1 }, bitcoin, memoryOf(up, 1))
    expect(asked).toEqual([
      [minuteAt(10) - 2 * 86_400_000, minuteAt(10)],
      [minuteAt(4), minuteAt(10)],
    ])
  })

  it('asks for one tick beyond where the rule does', async () => {
    const above = rule({ conditions: [condition({ operator: 'greater-than', operands: [63_998.2] })] })
    expect(await say(above, memoryOf(above, 63_900), { nowMinute: 5 })).toMatch(
      /^The price never reached 63,998\.3 \(nearest: 63,998\.2 at 12:03\)/,
    )
  })

  it('does without bars where there are none', async () => {
    const failing = () => Promise.reject(codedError('network', 'no answer', 'later'))
    const sentence = await say(up, memoryOf(up), { history: failing })
    expect(sentence).toMatch(/^\(BTCUSDT last crosses up 64,200\) has no value since/)
  })

  it('says a stale feed, a pause of everything, quiet hours and what is not armed yet', async () => {
    const memory = memoryOf(up, 63_900)
    expect(await say(up, memory, { unwatched: () => 'the feed is stale' })).toBe(
      'It is not being watched now: the feed is stale.',
    )
    expect(await say(up, memory, { pausedNow: () => true })).toMatch(/^All alerts are paused/)
    expect(await say(up, memory, { quietAt: () => true })).toMatch(/These are quiet hours/)
    const later = { ...up, schedule: { ...up.schedule, startsAt: minuteAt(30) } }
    expect(await say(later, memory)).toBe('It is not armed yet: it starts at 12:30:00.')
  })

  it('says that it is inside the re-arm band', async () => {
    const banded = rule({ ...up, rearm: { unit: 'value', amount: 50 } })
    expect(await say(banded, memoryOf(banded, 64_190, 64_200, 64_190))).toMatch(
      /is inside its re-arm band: the last value is 64,190\.0/,
    )
  })

  it('says which of its conditions is false', async () => {
    const on = (level: number) => condition({ operator: 'greater-than', operands: [level] })
    const three = rule({ conditions: [on(60_000), on(65_000), on(61_000)] })
    const { explainer } = bench()
    expect(await explainer.explain(three, bitcoin, memoryOf(three, 63_900))).toEqual({
      fired: false,
      sentence:
        'Condition 2 of 3 (BTCUSDT last is greater than 65,000) is false: the last value is 63,900.0.',
    })
  })
})
