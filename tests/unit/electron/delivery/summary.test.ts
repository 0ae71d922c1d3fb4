import { expect, it } from 'vitest'
import { countRules, summaryText } from '../../../../electron/delivery/summary.ts'
import { firing, hourMs, startAt } from './samples.ts'

const many = (count: number, changes = {}) =>
  Array.from({ length: count }, (_, index) =>
    firing(`f${index}`, { firedAt: startAt + index * 1000, ...changes }),
  )

it('shows the first firings and counts the rest', () => {
  const { title, body } = summaryText('folded', many(42, { ruleName: 'Breakout' }), 'UTC')
  expect(title).toBe('42 more alerts: Breakout')
  expect(body.split('\n')).toEqual([
    '12:00:00 BTCUSDT last crosses up 64,200, once',
    '12:00:01 BTCUSDT last crosses up 64,200, once',
    '12:00:02 BTCUSDT last crosses up 64,200, once',
    '12:00:03 BTCUSDT last crosses up 64,200, once',
    '12:00:04 BTCUSDT last crosses up 64,200, once',
    '+37 more',
  ])
})

it('counts firings by rule, the busiest first, and rules that are not named', () => {
  const firings = [
    ...many(2, { rule: 'a', ruleName: 'Dip' }),
    ...many(3, { rule: 'b', ruleName: 'Breakout' }),
    ...['c', 'd', 'e', 'g', 'h'].flatMap((rule) => many(1, { rule, sentence: `${rule} happened` })),
  ]
  expect(countRules(firings).map(({ rule, count }) => rule + count)).toEqual([
    'b3',
    'a2',
    'c1',
    'd1',
    'e1',
    'g1',
    'h1',
  ])
  const { body } = summaryText('digest', firings, 'UTC')
  expect(body.split('\n')[0]).toBe(
    'Breakout × 3, Dip × 2, c happened × 1, d happened × 1, e happened × 1, 2 more rules',
  )
  expect(body).toContain('+5 more')
})

it('says what it is about, and what of it is simulated', () => {
  expect(summaryText('digest', many(1), 'UTC').title).toBe('1 alert in quiet hours')
  expect(summaryText('catch-up', many(3, { simulated: true }), 'UTC').title).toBe(
    '3 alerts found afterwards (simulated)',
  )
  expect(summaryText('digest', [...many(2), ...many(1, { simulated: true })], 'UTC').title).toBe(
    '3 alerts in quiet hours (1 simulated)',
  )
  expect(summaryText('folded', many(2, { ruleName: '' }), 'UTC').title).toBe(
    '2 more alerts: BTCUSDT last crosses up 64,200, once',
  )
})

it('names the subject where the sentence does not, marks late ones, and dates what is days apart', () => {
  const firings = [
    firing('f1', { sentence: 'volume rises', late: true, happenedAt: startAt - 30 * hourMs }),
    firing('f2', { rule: 'r2', instrument: null, ruleName: 'Feed', sentence: 'the stream broke' }),
  ]
  expect(summaryText('digest', firings, 'UTC').body.split('\n')).toEqual([
    'volume rises × 1, Feed × 1',
    '2026-01-04 06:00:00 BTCUSDT: volume rises (late)',
    '2026-01-05 12:00:00 Feed: the stream broke',
  ])
  expect(summaryText('catch-up', firings, 'UTC').body).not.toContain('(late)')
})

it('says of what was found afterwards in which bar, and how far its price went', () => {
  const inferred = { openAt: startAt, closeAt: startAt + 60_000, low: 64_050, high: 64_300.5 }
  const found = many(1, { late: true, happenedAt: startAt + 1000, inferred })
  expect(summaryText('catch-up', found, 'UTC').body).toBe(
    '12:00:01 BTCUSDT last crosses up 64,200, once (bar of 12:00:00, 64,050 to 64,300.5)',
  )
  expect(summaryText('digest', found, 'UTC').body).not.toContain('bar of')
})
