const {onCall, onRequest} = require("firebase-functions/https");
const {onDocumentWritten} = require("firebase-functions/firestore");
const {onMessagePublished} = require("firebase-functions/pubsub");
const {onSchedule} = require("firebase-functions/scheduler");
const {beforeUserCreated} = require("firebase-functions/identity");
const {setGlobalOptions} = require("firebase-functions");

setGlobalOptions({region: "europe-west1"});

exports.greet = onRequest({memory: "512MiB", secrets: ["API_KEY"]}, (request, response) => response.send("hello"));
exports.count = onCall({timeoutSeconds: 30}, () => 1);
exports.index = onDocumentWritten("notes/{note}", () => null);
exports.handle = onMessagePublished("orders", () => null);
exports.sweep = onSchedule({schedule: "every 24 hours", timeZone: "Europe/Berlin", retryCount: 3}, () => null);
exports.admit = beforeUserCreated(() => ({}));
