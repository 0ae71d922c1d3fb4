/** What was found about a message before it was kept, as badges. */
import type { HookVerdicts } from '../../../shared/model/webhook.ts'
import type { Tone } from '../../ui/tag.tsx'
import { schemeLabel } from './proof-text.ts'

type VerdictTag = { readonly text: string; readonly tone: Tone; readonly title: string }

const addresses: Record<NonNullable<HookVerdicts['address']>, VerdictTag> = {
  published: {
    text: 'published address',
    tone: 'ok',
    title: 'The last hop is an address that TradingView published',
  },
  other: {
    text: 'other address',
    tone: 'warn',
    title: 'The last hop is no address that TradingView published',
  },
  unknown: { text: 'address unknown', tone: 'plain', title: 'No proxy said where it came from' },
}
const certificates: Record<NonNullable<HookVerdicts['certificate']>, VerdictTag> = {
  tradingview: {
    text: 'certificate named',
    tone: 'ok',
    title: 'A proxy passed on TradingView’s certificate name',
  },
  other: { text: 'other certificate', tone: 'bad', title: 'A proxy passed on another certificate name' },
}

function seconds(ms: number): string {
  return ms < 9950 ? `${Number((ms / 1000).toFixed(1))} s` : `${Math.round(ms / 1000)} s`
}

/** How often it came, where that was more than once. */
export function repeatTags({ duplicate: { times, afterMs, resend } }: HookVerdicts): readonly VerdictTag[] {
  const tags: VerdictTag[] = []
  if (times > 1) {
    const apart = afterMs === null ? '' : ` · ${seconds(afterMs)} apart`
    tags.push({ text: `×${times}${apart}`, tone: 'warn', title: 'The same id came again; it was told once' })
  }
  if (resend)
    tags.push({ text: 'resent', tone: 'plain', title: 'The same bytes had just failed here, and came again' })
  return tags
}

/** Who signed it. */
export function signatureTags({ signature }: HookVerdicts): readonly VerdictTag[] {
  if (signature === null) return []
  const by = schemeLabel(signature.scheme)
  return signature.secret === 'current'
    ? [{ text: 'signature ok', tone: 'ok', title: `${by}: by the present secret` }]
    : [{ text: 'old secret', tone: 'warn', title: `${by}: right, by the secret that is to be removed` }]
}

/** What the list leaves out. */
export function furtherTags({ address, certificate, ageMs }: HookVerdicts): readonly VerdictTag[] {
  return [
    ...(address === null ? [] : [addresses[address]]),
    ...(certificate === null ? [] : [certificates[certificate]]),
    ...(ageMs === null
      ? []
      : [
          {
            text: ageMs < 0 ? `${seconds(-ageMs)} ahead` : `${seconds(ageMs)} old`,
            tone: 'plain' as const,
            title: 'From the time that the sender signed until it came',
          },
        ]),
  ]
}
