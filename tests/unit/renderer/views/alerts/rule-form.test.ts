/** The alert dialog's fields: prices on the tick grid, and messages that say what to change. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import { decimalsOf } from '../../../../../shared/model/numbers.ts'
import {
  checkLevel,
  draftOf,
  formOf,
  levelText,
  parseNumber,
  stepLevel,
} from '../../../../../renderer/views/alerts/rule-form.ts'

const btc = instrumentId('simulated', 'BTCUSDT')
const day = 86_400_000
const now = Date.UTC(2026, 10, 23, 12)

describe('parseNumber', () => {
  it('reads numbers as people write them, and nothing else', () => {
    expect(parseNumber('64,200.5')).toBe(64_200.5)
    expect(parseNumber(' 64\u00a0200.5 ')).toBe(64_200.5)
    expect(parseNumber('.5')).toBe(0.5)
    expect(parseNumber('1e-8')).toBe(1e-8)
    for (const text of ['', 'abc', '1.2.3', '0x10', 'Infinity', '12 apples'])
      expect(parseNumber(text)).toBeNaN()
  })
})

describe('checkLevel', () => {
  it('takes every price on the grid', () => {
    const grids = fc.constantFrom(0.01, 0.5, 0.25, 1e-8, 0.00001, 0.0001, 1, 5, 0.1)
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 100_000_000 }), (tickSize, ticks) => {
        const price = Number((ticks * tickSize).toFixed(decimalsOf(tickSize)))
        expect(checkLevel(levelText(price, tickSize), tickSize)).toEqual({ ok: true, level: price })
      }),
    )
  })

  it('says what the grid is, and offers the nearest price on it', () => {
    expect(checkLevel('64200.123', 0.01)).toEqual({
      ok: false,
      message: 'Prices here move in steps of 0.01. The nearest is 64,200.12.',
      nearest: 64_200.12,
    })
    expect(checkLevel('100.3', 0.25)).toMatchObject({ ok: false, nearest: 100.25 })
    expect(checkLevel('0.0000000000001', 1e-8)).toMatchObject({ ok: false, nearest: 1e-8 })
  })

  it('says what else is wrong', () => {
    expect(checkLevel(' ', 0.01)).toMatchObject({ ok: false, message: 'Enter a price.' })
    expect(checkLevel('abc', 0.01)).toMatchObject({ ok: false, message: '“abc” is not a number.' })
    expect(checkLevel('-1', 0.01)).toMatchObject({ ok: false, message: 'The price must be above zero.' })
  })

  it('leaves the grid to the core where it is not known', () => {
    expect(checkLevel('1.23456789', null)).toEqual({ ok: true, level: 1.23456789 })
  })
})

describe('stepLevel', () => {
  it('moves by whole ticks from wherever it is, and stays above zero', () => {
    expect(stepLevel('64200.10', 0.01, 1)).toBe('64200.11')
    expect(stepLevel('0.00001763', 1e-8, -10)).toBe('0.00001753')
    expect(stepLevel('64200.123', 0.01, 1)).toBe('64200.13')
    expect(stepLevel('0.01', 0.01, -5)).toBe('0.01')
    expect(stepLevel('abc', 0.01, 1)).toBe('abc')
  })
})

describe('draftOf', () => {
  const form = formOf({ instrument: btc, level: 64_200 }, 0.01, now)

  it('starts with what was given and sensible words for the rest', () => {
    expect(form).toMatchObject({
      level: '64200.00',
      operator: 'crossing',
      frequency: 'once',
      expires: false,
      coolDown: '5',
    })
    expect(draftOf(form, 0.01, now).draft).toEqual({
      instrument: btc,
      operator: 'crossing',
      level: 64_200,
      frequency: { kind: 'once' },
      note: '',
      expiresAt: null,
    })
  })

  it('turns a rule into fields and back without changing it', () => {
    const draft = {
      id: 'r1',
      instrument: btc,
      operator: 'less-than' as const,
      level: 60_000.5,
      frequency: { kind: 'every-time' as const, coolDownMs: 7_200_000 },
      note: 'a\nb',
      expiresAt: Math.floor(now / 60_000) * 60_000 + day,
    }
    const fields = formOf(draft, 0.01, now)
    expect(fields).toMatchObject({ coolDown: '2', coolDownUnit: 'hours' })
    expect(draftOf(fields, 0.01, now, 'r1').draft).toEqual(draft)
  })

  it('names each wrong field', () => {
    const wrong = {
      ...form,
      instrument: null,
      level: '1.005',
      frequency: 'every-time' as const,
      coolDown: '9',
      coolDownUnit: 'days' as const,
      expires: true,
      expiresAt: '2020-01-01T00:00',
    }
    expect(draftOf(wrong, 0.01, now)).toMatchObject({
      draft: null,
      errors: {
        instrument: 'Choose an instrument.',
        level: expect.stringContaining('steps of 0.01') as string,
        coolDown: 'At most 7 days.',
        expiresAt: 'This moment has passed.',
      },
    })
    expect(draftOf({ ...form, expires: true, expiresAt: '' }, 0.01, now).errors.expiresAt).toBe(
      'Enter a date and a time.',
    )
    expect(draftOf({ ...form, frequency: 'every-time', coolDown: 'x' }, 0.01, now).errors.coolDown).toContain(
      '0 or more',
    )
  })
})
