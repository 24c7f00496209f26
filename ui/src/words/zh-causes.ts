// Why a request was refused, in Chinese, by the code of the cause.

import type { CauseCode } from "../ipc";
import type { Says } from "./type";

export const causes: Record<CauseCode, Says> = {
  expired: { message: "令牌已过期。", hint: "获取新的令牌；Fobwatch 会自动刷新其账户的令牌。" },
  "not-yet": { message: "令牌尚未生效，或两个时钟不一致。", hint: "比较本机、登录服务器和 API 的时钟。" },
  "other-environment": {
    message: "令牌由另一个环境签发，或其签发者不为此服务器所知。",
    hint: "使用该地址所属环境的账户的令牌。",
  },
  "wrong-audience": {
    message: "令牌是为另一个 API 签发的。",
    hint: "按其文档所述的 scope、resource 或 audience，获取受众（aud）为此 API 的令牌。",
  },
  "no-credential": { message: "没有发送令牌。", hint: "发送 Authorization: Bearer 请求头，后面跟上令牌。" },
  "wrong-scheme": {
    message: "凭据的发送方式与服务器读取的方式不同。",
    hint: "在令牌前写上服务器要求的方案，通常是 Bearer 加一个空格。",
  },
  "wrong-place": {
    message: "令牌放在了服务器不会查看的位置。",
    hint: "只在 Authorization 请求头中发送。",
  },
  damaged: { message: "令牌已损坏或不完整。", hint: "重新完整复制：由点分隔的三个部分。" },
  decorated: {
    message: "令牌中混入了不属于它的内容。",
    hint: "去掉引号、空格、换行以及 %20 之类的地址编码。",
  },
  placeholder: {
    message: "发送的是变量，而不是令牌。",
    hint: "在所选环境中设置该变量，并检查其名称。",
  },
  "refresh-token": { message: "把刷新令牌当作访问令牌发送了。", hint: "请发送访问令牌。" },
  "id-token": {
    message: "把 ID 令牌当作访问令牌发送了。",
    hint: "请发送访问令牌；ID 令牌只供登录的应用使用。",
  },
  "rotated-out": { message: "令牌已被新的令牌替换。", hint: "使用该账户当前的令牌。" },
  revoked: { message: "令牌已被撤销，或其会话在服务器上已结束。", hint: "请重新登录。" },
  "wrong-signature": {
    message: "服务器不认识签名所用的密钥，或令牌被改动过。",
    hint: "检查它是否来自此 API 信任的登录服务器，以及是否完整复制。",
  },
  "wrong-algorithm": {
    message: "令牌的签名方式不是此服务器接受的方式。",
    hint: "向提供方询问 API 要求的算法。",
  },
  "missing-scope": {
    message: "令牌有效，但缺少所需的权限范围。",
    hint: "登录时申请该权限范围；可能需要先由他人授予。",
  },
  "not-permitted": { message: "令牌有效，但其账户无权这样做。", hint: "联系管理该账户权限的人。" },
  "rate-limited": { message: "请求过多；与令牌无关。", hint: "稍等，并减少请求次数。" },
  "address-refused": {
    message: "服务器不允许来自此网络地址的请求。",
    hint: "请对方将此地址加入名单，或使用名单中的网络。",
  },
  "key-missing": { message: "需要 API 密钥，但没有发送。", hint: "在文档指定的请求头中发送密钥。" },
  "key-refused": { message: "服务器不认识此 API 密钥。", hint: "检查密钥，以及它是否属于此环境。" },
  "bad-password": { message: "用户名或密码错误。", hint: "检查两者，以及它们是否属于此环境。" },
  "bad-client": {
    message: "服务器不认识此客户端，或其密钥错误。",
    hint: "检查 client_id 和 client_secret，以及服务器要求的发送方式。",
  },
  "account-locked": {
    message: "账户已被锁定或停用。",
    hint: "联系管理员。继续尝试可能会延长锁定时间。",
  },
  "password-expired": { message: "密码已过期。", hint: "在提供方允许的地方设置新密码。" },
  "second-factor": {
    message: "登录需要第二重验证。",
    hint: "使用第二重验证登录，或使用为程序准备的账户。",
  },
  "grant-refused": { message: "刷新令牌或授权码已使用或已过期。", hint: "请重新登录。" },
  "certificate-needed": { message: "需要客户端证书。", hint: "为账户提供客户端证书和密钥。" },
  "request-signature": {
    message: "请求自身的签名错误。",
    hint: "检查密钥和时钟，并确认签名后请求没有被改动。",
  },
  "forgery-check": {
    message: "服务器要求证明请求来自其自身页面（CSRF）。",
    hint: "使用 API 自己的地址和 bearer 令牌，不带浏览器的 Cookie。",
  },
  "login-page": {
    message: "应答的是登录页面，而不是 API。",
    hint: "检查地址；API 可能位于不认识 bearer 令牌的门户之后。",
  },
  "proxy-login": { message: "途中的代理要求登录。", hint: "为代理提供用户名和密码，或绕过代理。" },
  "server-fault": { message: "服务器出错；与令牌无关。", hint: "稍后再试，或告知提供方。" },
  "bad-request": { message: "请求本身有误；与令牌无关。", hint: "请与文档对照。" },
  "not-found": { message: "此地址没有内容；与令牌无关。", hint: "检查地址和方法。" },
  "too-large": { message: "请求头超过了服务器的上限。", hint: "使用声明更少的令牌，并去掉 Cookie。" },
  accepted: { message: "服务器接受了请求。", hint: "令牌无需处理。" },
};
