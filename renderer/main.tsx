/** The renderer's entry: connects to the core, makes the actions, and renders the window. */
import './no-eval.ts'
import './no-eval.ts'
import '@fontsource-variable/inter/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { connectBridge } from './bridge/connect.ts'
import { onOpenSymbol } from './bridge/links.ts'
import { startShortcuts } from './commands/shortcuts.ts'
import { createActions, setActions } from './state/actions.ts'
import { connectCandles } from './state/candles.ts'
import { quotes } from './state/quotes.ts'
import { appStore } from './state/store.ts'
import { startSync } from './state/sync.ts'

const container = document.getElementById('root')
if (container === null) throw new Error('index.html has no #root')

const client = connectBridge()
const actions = createActions(client)
setActions(actions)
startSync({ client, store: appStore, actions, quotes })
connectCandles(client)
startShortcuts(document)
onOpenSymbol(window, (symbol) => void actions.openSymbol(symbol))

// Nothing fails in silence: what no view caught is shown.
window.addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  actions.reportError('Something failed', event.reason)
})

createRoot(container).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
