// Plays Telegram: the package telegram-test-api, with what python-telegram-bot 22 expects and it does
// not do (is_bot, dates in seconds, `true` for null, deleteMessages, the header with the secret).
// Delivery, storage and the person's side stay the package's. PORT, PEERS: see conftest.py.
const PACKAGE = process.env.PEERS + "/telegram-test-api";
const { routes } = require(PACKAGE + "/lib/routes/index");
const axios = require(process.env.PEERS + "/axios");
const Server = require(PACKAGE);

const asList = (ids) => [].concat(typeof ids === "string" ? JSON.parse(ids) : ids).map(Number);

routes.unshift((app, server) => {
  const ok = (response, result) => response.json({ ok: true, result });
  app.all("/bot:token/getMe", (_, response) =>
    ok(response, { id: 666, is_bot: true, first_name: "Guide", username: "GuideBot" }));
  app.all("/bot:token/:method(setMyCommands|deleteMyCommands|sendChatAction|leaveChat)", (request, response) => {
    server.calls = [...(server.calls || []), { method: request.params.method, ...request.body }];
    ok(response, true);
  });
  app.all("/calls", (_, response) => response.json(server.calls || []));
  app.all("/bot:token/deleteMessages", (request, response) => {
    for (const id of asList(request.body.message_ids)) server.deleteMessage(Number(request.body.chat_id), id);
    ok(response, true);
  });
  app.all("/bot:token/:method(answerCallbackQuery|setWebhook|deleteMessage|deleteWebhook)", (request, response, next) => {
    const send = response.sendResult;
    response.sendResult = (sent) => send.call(response, sent.result === null ? { ...sent, result: true } : sent);
    next();
  });
});

Server.prototype.addUserUpdate = async function (update) {
  const webhook = this.webhooks[update.botToken];
  if (!webhook) this.storage.userMessages.push(update);
  else {
    const headers = webhook.secret_token ? { "X-Telegram-Bot-Api-Secret-Token": webhook.secret_token } : {};
    await axios({ url: webhook.url, method: "POST", data: Server.formatUpdate(update), headers, validateStatus: () => true });
  }
  this.updateId++;
};

const addBotMessage = Server.prototype.addBotMessage;
Server.prototype.addBotMessage = function (message, token) {
  const sent = addBotMessage.call(this, message, token);
  const chat = { id: sent.chat.id, first_name: "A", type: sent.chat.id < 0 ? "group" : "private" };
  const from = { id: 666, is_bot: true, first_name: "Guide" };
  const kept = { message_id: sent.message_id, date: Math.floor(sent.date / 1000), chat, text: sent.text, from };
  return sent.reply_markup ? { ...kept, reply_markup: sent.reply_markup } : kept;
};

const formatUpdate = Server.formatUpdate;
Server.formatUpdate = (update) => {
  const formatted = formatUpdate(update);
  if (formatted.callback_query) formatted.callback_query.chat_instance = "1";
  return formatted;
};

new Server({ port: Number(process.env.PORT), host: "127.0.0.1" }).start();
