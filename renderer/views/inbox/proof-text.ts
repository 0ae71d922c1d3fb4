/** Words for the ways in which senders prove themselves. */
import type { HookScheme } from '../../../shared/model/webhook.ts'

export const schemeOptions: readonly { readonly value: HookScheme; readonly label: string }[] = [
  { value: 'token', label: 'The address alone' },
  { value: 'tradingview', label: 'TradingView' },
  { value: 'standard', label: 'Standard Webhooks' },
  { value: 'svix', label: 'Svix' },
  { value: 'github', label: 'GitHub' },
  { value: 'stripe', label: 'Stripe' },
  { value: 'slack', label: 'Slack' },
  { value: 'json-field', label: 'A secret in the JSON body' },
]

export const schemeHints: Record<HookScheme, string> = {
  token: 'Whoever knows the address may send.',
  tradingview:
    'TradingView signs nothing. It sends from four published addresses, which a proxy or a tunnel passes on in X-Forwarded-For.',
  standard: 'whsec_ and base64, or the sender’s public key: whpk_ and base64.',
  svix: 'As Standard Webhooks, in headers that begin with svix-.',
  github: 'The secret of the webhook’s settings. X-Hub-Signature-256 is checked.',
  stripe: 'The signing secret of the endpoint: whsec_ and all.',
  slack: 'The signing secret of the app.',
  'json-field': 'The secret is starred out before a message is kept.',
}

export function schemeLabel(scheme: HookScheme): string {
  return schemeOptions.find(({ value }) => value === scheme)?.label ?? scheme
}
