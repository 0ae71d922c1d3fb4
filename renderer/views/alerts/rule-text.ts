/** A rule's sentence in parts, and what it is called: plain functions. */
import { operatorTable } from '../../../shared/alerts/operators.ts'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'

export type SentencePart = { readonly text: string; readonly strong: boolean }

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&')

// Longer ones first: `crosses up` before `crosses`.
const verbs = [...new Set(Object.values(operatorTable).map(({ words }) => words))]
  .filter((words) => words !== '')
  .sort((a, b) => b.length - a.length)
  .map(escaped)
  .join('|')

const amount = String.raw`[\u2212\d](?:[\d,.]*\d)?(?: %)?`
const claim = String.raw`(?:${verbs}) (?:from ${amount} to ${amount}|${amount})`

/** Symbols, and what must become true of them, are strong: that is what tells one rule from the next. */
export function sentenceParts(
  sentence: string,
  instruments: readonly InstrumentId[],
): readonly SentencePart[] {
  const symbols = [...new Set(instruments.map(symbolOf))].sort((a, b) => b.length - a.length)
  const words = symbols.map((symbol) => String.raw`(?<![\p{L}\p{N}])${escaped(symbol)}(?![\p{L}\p{N}])`)
  const strong = new RegExp([...words, claim].join('|'), 'gu')
  const parts: SentencePart[] = []
  let at = 0
  for (const match of sentence.matchAll(strong)) {
    if (match.index > at) parts.push({ text: sentence.slice(at, match.index), strong: false })
    parts.push({ text: match[0], strong: true })
    at = match.index + match[0].length
  }
  if (at < sentence.length) parts.push({ text: sentence.slice(at), strong: false })
  return parts
}

/** Every instrument that a rule names, the ones that it is armed on first. */
export function namedInstruments(
  rule: Pick<AlertView, 'scope' | 'conditions' | 'standings'>,
): readonly InstrumentId[] {
  const armedOn = rule.scope.kind === 'instruments' ? rule.scope.instruments : []
  const standing = rule.standings.flatMap(({ instrument }) => (instrument === null ? [] : [instrument]))
  const named = rule.conditions.flatMap(({ instrument, source }) => [
    ...(instrument === null ? [] : [instrument]),
    ...(source.kind === 'ratio' || source.kind === 'difference' ? [source.to] : []),
  ])
  return [...new Set([...armedOn, ...standing, ...named])]
}

/** What a row is called to assistive technology and in messages. */
export function ruleTitle({ name, sentence }: Pick<AlertView, 'name' | 'sentence'>): string {
  return name === '' ? sentence : name
}
