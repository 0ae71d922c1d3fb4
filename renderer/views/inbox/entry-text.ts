/** How an inbox entry is named and tagged in the list. */
import { symbolOf } from '../../../shared/model/ids.ts'
import type { InboxEntry } from '../../../shared/model/webhook.ts'
import type { Tone } from '../../ui/tag.tsx'
import { repeatTags, signatureTags } from './verdict-tags.ts'

export type EntryTag = { readonly text: string; readonly tone: Tone; readonly title: string }

const formatTitles: Record<InboxEntry['format'], string> = {
  json: 'JSON message',
  text: 'Text message',
  binary: 'Binary message',
  empty: 'Empty message',
}

/** `BTCUSDT · 64031.2`, `Unfilled placeholder`, `Text message`. */
export function entryTitle(entry: InboxEntry): string {
  const symbol = entry.instrument === null ? entry.symbol : symbolOf(entry.instrument)
  if (symbol !== null && symbol !== '') return entry.price === null ? symbol : `${symbol} · ${entry.price}`
  if (entry.placeholders.length > 0) return 'Unfilled placeholder'
  return formatTitles[entry.format]
}

const verdicts: Record<InboxEntry['verdict'], EntryTag> = {
  'token-ok': { text: 'token ok', tone: 'ok', title: 'The sender knew the secret address' },
}

export function entryTags(entry: InboxEntry): readonly EntryTag[] {
  const tags: EntryTag[] = [
    verdicts[entry.verdict],
    ...signatureTags(entry.verdicts),
    ...repeatTags(entry.verdicts),
  ]
  const { jsonError } = entry
  if (jsonError === null) {
    tags.push({ text: entry.format, tone: 'plain', title: 'What the bytes turned out to be' })
  } else {
    tags.push({
      text: `JSON error at ${jsonError.position}`,
      tone: 'warn',
      title: `${jsonError.message}; kept as text`,
    })
  }
  for (const placeholder of entry.placeholders.slice(0, 3)) {
    tags.push({
      text: `unfilled ${placeholder}`,
      tone: 'warn',
      title: 'The sender left this placeholder as it was',
    })
  }
  if (entry.placeholders.length > 3) {
    const more = entry.placeholders.length - 3
    tags.push({ text: `+${more}`, tone: 'warn', title: `${more} more unfilled placeholders` })
  }
  if (entry.symbol !== null && entry.instrument === null) {
    tags.push({ text: 'unknown symbol', tone: 'plain', title: 'No enabled venue has this symbol' })
  }
  if (entry.processedAt === null) {
    tags.push({ text: 'waiting', tone: 'warn', title: 'Committed, and not processed yet' })
  }
  return tags
}
