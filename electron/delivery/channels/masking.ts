/** How a secret may come back in an answer or an error: as it is, in parts, and escaped in JSON or a URL. */

const leastPart = 12

/** Of an address: its path, and whatever in it is long enough to be a token. */
function partsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return []
  const { href, pathname, search, searchParams } = new URL(text)
  const parts = [...pathname.split('/'), ...searchParams.values()].filter((part) => part.length >= leastPart)
  return [href, ...[`${pathname}${search}`, pathname].filter((part) => part.length >= leastPart), ...parts]
}

/** The longest first, so that no part of a longer one is left. */
export function spellings(secret: string): string[] {
  const parts = secret.split(' ').flatMap((part) => [part, part.replace(/^whs(ec|k)_/, '')])
  const base64 = Buffer.from(secret, 'utf8').toString('base64')
  const all = [secret, base64, ...parts, ...partsOfUrl(secret)].flatMap((text) => [
    text,
    text.replaceAll('/', '\\/'),
    encodeURIComponent(text),
  ])
  return [...new Set(all)].filter((text) => text !== '').toSorted((a, b) => b.length - a.length)
}

export function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((before, secret) => before.replaceAll(secret, '***'), text)
}
