import { spawn } from 'node:child_process';
import { install, root } from './install.mjs';

install();
const vite = spawn(process.execPath, [`${root}node_modules/vite/bin/vite.js`, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => vite.kill(signal));
vite.on('exit', (code) => process.exit(code ?? 0));
