// `node:https`, likewise
module.exports = process.getBuiltinModule('node:https');
