//! Chinese, in simplified characters.

use super::{CauseWords, MenuWords, NoticeWords, StateWords, SumWords, Words};

pub(super) const WORDS: Words = Words {
    comma: "、",
    and_more: |count| format!("，另有 {count} 个"),
    sum: SumWords {
        none: "还没有账户",
        all_fresh: |count| {
            if count == 1 {
                "1 个账户，有效".into()
            } else {
                format!("{count} 个账户，全部有效")
            }
        },
        some_out: |count, out| format!("{count} 个账户，{out} 个未登录"),
        need_you: |count, names| format!("{count} 个账户需要你处理：{names}"),
        retrying: |count, names| format!("{count} 个账户正在重试：{names}"),
        opening: "正在打开保险库",
        locked: "已锁定",
        closed: "无法打开保险库",
    },
    state: StateWords {
        signed_out: "未登录",
        fresh: "有效",
        fixed: "不会过期",
        refused: "被拒绝",
        refreshing: "正在刷新",
        retrying: "正在重试",
        needs_login: "需要登录",
        moment: "不到 1 分钟",
        minutes: |count| format!("{count} 分钟"),
        hours: |count| format!("{count} 小时"),
        days: |count| format!("{count} 天"),
    },
    menu: MenuWords {
        copy_token: "复制令牌",
        copy_header: "复制请求头",
        copy_headers: "复制请求头",
        copy_for: "复制用于",
        refresh: "立即刷新",
        open: "打开",
        log_in: "登录…",
        more: "在窗口中查看更多…",
        open_window: "打开 Fobwatch",
        unlock: "解锁…",
        quit: "退出",
    },
    notice: NoticeWords {
        need_you: |count| format!("{count} 个账户需要你处理"),
        unlock_to_see: "解锁 Fobwatch 以查看详情。",
        needs_login: CauseWords {
            title: |name| format!("{name} 需要登录"),
            body: "会话已结束，需要你登录才能续期。",
            several: |names| format!("需要登录：{names}"),
        },
        ends_soon: CauseWords {
            title: |name| format!("{name} 将在一天内结束"),
            body: "没有记住密码，无法自动重新登录。请在结束前登录。",
            several: |names| format!("将在一天内结束：{names}"),
        },
        failing: CauseWords {
            title: |name| format!("{name} 无法刷新"),
            body: "服务器出错已持续 10 分钟。Fobwatch 会继续重试。",
            several: |names| format!("服务器出错已持续 10 分钟：{names}"),
        },
        refused: CauseWords {
            title: |name| format!("{name} 被拒绝"),
            body: "服务器不接受此令牌，刷新后仍然如此。",
            several: |names| format!("服务器拒绝令牌：{names}"),
        },
        end_date: CauseWords {
            title: |name| format!("{name} 即将到期"),
            body: "你设置的到期日快到了。请提前更换。",
            several: |names| format!("到期日快到了：{names}"),
        },
        keyring: "密钥环已锁定",
        keyring_hint: "请解锁，以便 Fobwatch 保持会话有效。",
        log_in: "登录",
        open: "打开",
        unlock: "解锁",
    },
};
