/** The hosts of a venue as a form: which documented one is chosen, and whether typed origins are any. */
import type { ProviderView } from '../../../shared/contract/methods.ts'

type Endpoint = ProviderView['endpoints'][number]
type Reached = Pick<ProviderView, 'restUrl' | 'wsUrl'>

/** Scheme, host and port; the text itself where it is no address. */
function originOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

function sameHosts(a: Reached, b: Reached): boolean {
  return originOf(a.restUrl) === originOf(b.restUrl) && originOf(a.wsUrl) === originOf(b.wsUrl)
}

/** The documented hosts that the venue is reached at now; null for the user's own. */
export function chosenEndpoint(provider: Reached & Pick<ProviderView, 'endpoints'>): Endpoint | null {
  return provider.endpoints.find((endpoint) => sameHosts(endpoint, provider)) ?? null
}

const schemes = { REST: ['https:', 'http:'], WebSocket: ['wss:', 'ws:'] } as const

/** What is wrong with a typed origin, naming the field; null for nothing. */
export function originProblem(field: 'REST' | 'WebSocket', text: string): string | null {
  const allowed: readonly string[] = schemes[field]
  const example = `${allowed[0]}//host:port`
  if (text.trim() === '') return `${field}: an address such as ${example} is missing.`
  if (!URL.canParse(text.trim())) return `${field}: this is no address. Write one such as ${example}.`
  const { protocol, username, password, host } = new URL(text.trim())
  if (!allowed.includes(protocol) || host === '')
    return `${field}: it should begin with ${allowed.map((scheme) => `${scheme}//`).join(' or ')}.`
  return username === '' && password === '' ? null : `${field}: an address may hold no name or password.`
}
