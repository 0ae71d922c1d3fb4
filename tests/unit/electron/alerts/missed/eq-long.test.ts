/**
 * A tape with holes gives the firings of the whole tape. Where one-minute bars tell everything, exactly; on any other tape the
 * differences have a name, and lie in minutes that were not seen.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertDraft } from '../../../../../shared/alerts/rule.ts'
import { createAlertRig, levelRule } from '../../../../support/alert-rig.ts'
import { createManualClock } from '../../../../support/manual-clock.ts'
import { createMemoryStore } from '../../../../support/memory-store.ts'
import { seeded, type TapeTick } from '../../../../support/tape.ts'
import { minuteMs, zigzag, zigzagTicks } from '../../../../support/zigzag.ts'
import { bitcoin, instrument, startAt } from '../samples.ts'

/** From and to, in ms after the start; `kill`: the program ends without a word and begins again, else the feed breaks. */
type Hole = { readonly fromMs: number; readonly toMs: number; readonly kill: boolean }

/** What each rule did: rule and minute, as often as it fired there. */
async function play(tape: readonly TapeTick[], rules: readonly AlertDraft[], holes: readonly Hole[]) {
  const clock = createManualClock(startAt - 1000)
  const store = createMemoryStore()
  const begin = () => {
    const rig = createAlertRig({ store, clock, instruments: [instrument], tape: () => tape })
    rig.service.start()
    return rig
  }
  let rig = begin()
  for (const [place, rule] of rules.entries()) rig.service.save({ ...rule, id: `r${place}` })
  let isDown = false
  for (const { at, price } of tape) {
    const offset = at - startAt
    const hole = holes.find(({ fromMs, toMs }) => offset >= fromMs && offset < toMs)
    await clock.advanceAsync(Math.max(0, at - clock.now()))
    if (hole !== undefined && !isDown) {
      isDown = true
      if (!hole.kill) rig.service.onDown([bitcoin])
    }
    if (hole !== undefined) continue
    if (isDown && holes.some(({ toMs, kill }) => kill && toMs <= offset && toMs > offset - minuteMs * 2))
      rig = begin()
    isDown = false
    rig.service.onTick(bitcoin, { price, exchangeAt: at, receivedAt: at })
  }
  await clock.advanceAsync(30_000)
  rig.service.stop()
  const found = new Map<string, number>()
  for (const { rule, happenedAt } of store.logged) {
    const key = `${rule} ${Math.floor(((happenedAt ?? 0) - startAt) / minuteMs)}`
    found.set(key, (found.get(key) ?? 0) + 1)
  }
  return found
}

const minutes = 12
const anyHole = fc
  .record({
    from: fc.integer({ min: 5, max: minutes * 60 - 120 }),
    length: fc.integer({ min: 3, max: 240 }),
    kill: fc.boolean(),
  })
  .map(({ from, length, kill }): Hole => ({
    fromMs: from * 1000,
    toMs: Math.min(from + length, minutes * 60 - 30) * 1000,
    kill,
  }))

const onMiddle = (offset: number) => 1000.5 + offset
const anyRule = fc
  .record({
    operator: fc.constantFrom(
      'crossing',
      'crossing-up',
      'crossing-down',
      'greater-than',
      'less-than',
      'entering-channel',
      'exiting-channel',
    ),
    offset: fc.integer({ min: -40, max: 40 }),
    frequency: fc.constantFrom<AlertDraft['frequency']>(
      { kind: 'once' },
      { kind: 'every-time', coolDownMs: 0 },
    ),
  })
  .map(({ operator, offset, frequency }) =>
    levelRule(
      bitcoin,
      operator,
      operator.endsWith('channel') ? [onMiddle(offset) - 10, onMiddle(offset) + 10] : [onMiddle(offset)],
      { frequency },
    ),
  )
const someRules = fc.array(anyRule, { minLength: 1, maxLength: 6 })

describe('a tape with a hole', () => {
  it('gives every firing of the whole tape once, where bars tell everything', async () => {
    let fired = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), someRules, anyHole, async (seed, rules, hole) => {
        const tape = zigzagTicks(zigzag(seed, startAt, minutes, 1000), startAt, startAt + minutes * minuteMs)
        const whole = await play(tape, rules, [])
        fired += whole.size
        expect(await play(tape, rules, [hole])).toEqual(whole)
      }),
      { numRuns: 2000, endOnFailure: true },
    )
    expect(fired).toBeGreaterThan(250)
  }, 580_000)

  /** Why a rule did something else in a minute than on the whole tape. */
  function nameOf(tape: readonly TapeTick[], rule: AlertDraft, minute: number, hole: Hole): string | null {
    const fromMs = minute * minuteMs
    const isUnseen = fromMs < hole.toMs && fromMs + minuteMs > hole.fromMs
    if (!isUnseen) return null
    const prices = tape
      .filter(({ at }) => at >= startAt + fromMs && at < startAt + fromMs + minuteMs)
      .map(({ price }) => price)
    const level = Number(rule.conditions[0]?.operands[0])
    const sides = prices.map((price) => Math.sign(price - level))
    const changes = sides.filter((side, place) => place > 0 && side !== sides[place - 1]).length
    return changes > 1 ? 'several crossings within one bar' : null
  }

  function wicksIn(tape: readonly TapeTick[], level: number, hole: Hole): number[] {
    const found: number[] = []
    for (let minute = 1; minute < minutes; minute += 1) {
      const fromMs = minute * minuteMs
      if (fromMs < hole.fromMs || fromMs + minuteMs > hole.toMs) continue
      const prices = tape
        .filter(({ at }) => at >= startAt + fromMs - 1000 && at < startAt + fromMs + minuteMs)
        .map(({ price }) => price)
      // The price before the bar, its open and its close.
      const ends = [prices[0], prices[1], prices.at(-1)]
      if (ends.every((price) => price !== undefined && price < level) && Math.max(...prices) > level)
        found.push(minute)
    }
    return found
  }

  it('differs on any tape only by crossings that come several times within one bar that was not seen', async () => {
    const names = new Map<string, number>()
    let wicks = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), fc.integer({ min: -8, max: 8 }), anyHole, async (seed, offset, hole) => {
        const random = seeded(seed)
        let price = 1000
        const tape: TapeTick[] = []
        for (let second = 0; second < minutes * 60; second += 1) {
          price += Math.round((random() - 0.5) * 6)
          // Now and then a wick.
          const shown = random() < 0.02 ? price + Math.round((random() - 0.5) * 40) : price
          tape.push({ at: startAt + second * 1000, price: shown })
        }
        const rules = (['crossing-up', 'crossing-down'] as const).map((operator) =>
          levelRule(bitcoin, operator, [onMiddle(offset)]),
        )
        const whole = await play(tape, rules, [])
        const holed = await play(tape, rules, [hole])
        // A wick above the level, in a bar that nobody saw and that began and ended below it, is never lost.
        for (const minute of wicksIn(tape, onMiddle(offset), hole)) {
          wicks += 1
          expect({ minute, fired: holed.get(`r0 ${minute}`) ?? 0 }).not.toMatchObject({ fired: 0 })
        }
        for (const key of new Set([...whole.keys(), ...holed.keys()])) {
          if (whole.get(key) === holed.get(key)) continue
          const [id = '', minute = ''] = key.split(' ')
          const rule = rules[Number(id.slice(1))]
          const name = rule === undefined ? null : nameOf(tape, rule, Number(minute), hole)
          expect({ key, whole: whole.get(key), holed: holed.get(key), name }).toMatchObject({
            name: expect.any(String) as string,
          })
          names.set(name ?? '', (names.get(name ?? '') ?? 0) + 1)
        }
      }),
      { numRuns: 1500, endOnFailure: true },
    )
    expect(wicks).toBeGreaterThan(0)
    // The property would be empty if bars told everything.
    expect([...names.keys()]).toEqual(['several crossings within one bar'])
  }, 580_000)
})
