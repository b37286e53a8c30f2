// `node:http`, loaded only when it is used: see `alias` in ../build.ts
module.exports = process.getBuiltinModule('node:http');
