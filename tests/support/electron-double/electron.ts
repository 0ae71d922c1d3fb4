/** What `import … from 'electron'` of the built main gets. */
export { app } from './app.ts'
export { MessageChannelDouble as MessageChannelMain } from './ports.ts'
export { protocol } from './session.ts'
export {
  crashReporter,
  dialog,
  ipcMain,
  MenuDouble as Menu,
  nativeImage,
  nativeTheme,
  NotificationDouble as Notification,
  powerMonitor,
  safeStorage,
  shell,
  TrayDouble as Tray,
} from './system.ts'
export { utilityProcess } from './utility-process.ts'
export { BrowserWindowDouble as BrowserWindow } from './windows.ts'
