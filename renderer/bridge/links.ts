/** Links from outside the app (`tickerdeck://open?symbol=…`), as the preload hands them to the page. */

type LinkWindow = Pick<Window, 'addEventListener'> & { readonly location: Pick<Location, 'origin'> }

function symbolIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null
  if (!('__tickerdeck' in data) || data.__tickerdeck !== 'open') return null
  return 'symbol' in data && typeof data.symbol === 'string' ? data.symbol : null
}

/** Calls with the symbol of each link. Only this very window's own messages count. */
export function onOpenSymbol(target: LinkWindow, open: (symbol: string) => void): void {
  target.addEventListener('message', (event) => {
    if (event.source !== target || event.origin !== target.location.origin) return
    const symbol = symbolIn(event.data)
    if (symbol !== null) open(symbol)
  })
}
