exports.greet = async () => ({ statusCode: 200, body: "hello from the partners' backend" });
