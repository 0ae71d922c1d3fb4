/** Takes keys and passwords out of words that others wrote: a venue may repeat the key that it refuses. */

const shortest = 3

/** `secrets`: values that must not be seen; also found as they are spelled in an address. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  let shown = text
  for (const secret of secrets) {
    if (secret.length < shortest) continue
    for (const spelled of new Set([secret, encodeURIComponent(secret), encodeURI(secret)])) {
      shown = shown.replaceAll(spelled, '***')
    }
  }
  return shown
}
