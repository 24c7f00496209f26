//! The tray where the system has one of its own. On Linux it is spoken to directly: see `fobwatch_desktop::Tray`.

use fobwatch_desktop::tray::icon;
use fobwatch_desktop::tray::menu::{Item, Mark, Shown};
use fobwatch_desktop::{Glance, Wish};
use std::sync::{Arc, Mutex, PoisonError};
use tauri::image::Image;
use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Wry};

const ID: &str = "fobwatch";
/// The icon's edge, in pixels; the system makes it smaller where it has to.
const SIZE: u16 = 32;

/// An icon in the system's tray, with a menu.
pub(crate) struct Tray {
    app: AppHandle,
    /// What is shown, and what each line of its menu is for.
    shown: Arc<Mutex<Option<Shown>>>,
}

impl Tray {
    /// Puts it there. `on_wish` is called for what people choose, `on_host` when it can be seen.
    pub fn start(
        app: &AppHandle,
        on_wish: impl Fn(Wish) + Send + Sync + 'static,
        on_host: impl Fn(bool) + Send + Sync + 'static,
    ) -> Self {
        let shown: Arc<Mutex<Option<Shown>>> = Arc::default();
        let on_wish = Arc::new(on_wish);
        let (of_menu, wishes) = (shown.clone(), on_wish.clone());
        let built = TrayIconBuilder::with_id(ID)
            .show_menu_on_left_click(cfg!(target_os = "macos"))
            .on_menu_event(move |_, event| {
                let number = event.id().as_ref().parse::<usize>().ok();
                let shown = of_menu.lock().unwrap_or_else(PoisonError::into_inner);
                let wish = number.and_then(|number| shown.as_ref()?.wishes().get(number).copied());
                drop(shown);
                if let Some(wish) = wish {
                    wishes(wish);
                }
            })
            .on_tray_icon_event(move |_, event| {
                if let TrayIconEvent::Click {
                    button: MouseButton::Left,
                    button_state: MouseButtonState::Up,
                    ..
                } = event
                    && !cfg!(target_os = "macos")
                {
                    on_wish(Wish::Open);
                }
            })
            .build(app);
        on_host(built.is_ok());
        Self { app: app.clone(), shown }
    }

    /// Shows how everything stands.
    pub fn show(&self, glance: &Glance) {
        let new = Shown::of(glance);
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.as_ref() == Some(&new) {
            return;
        }
        *shown = Some(new.clone());
        drop(shown);
        let app = self.app.clone();
        // Menus are made where the system's own loop runs.
        let _ = self.app.run_on_main_thread(move || {
            if let Err(error) = draw(&app, &new) {
                tracing::warn!(%error, "the tray cannot be drawn");
            }
        });
    }

    /// Takes it away.
    pub fn end(self) {
        let _ = self.app.remove_tray_by_id(ID);
    }
}

fn draw(app: &AppHandle, shown: &Shown) -> tauri::Result<()> {
    let Some(tray) = app.tray_by_id(ID) else { return Ok(()) };
    tray.set_tooltip(Some(&shown.sentence))?;
    tray.set_icon(Some(image(shown.mark)))?;
    let mut number = 0;
    let menu = Menu::new(app)?;
    for item in items(app, &shown.menu, &mut number)? {
        menu.append(&*item)?;
    }
    tray.set_menu(Some(menu))
}

fn image(mark: Mark) -> Image<'static> {
    Image::new_owned(icon::rgba(mark, SIZE), SIZE.into(), SIZE.into())
}

/// The lines of a menu, numbered as their wishes are.
fn items(app: &AppHandle, of: &[Item], number: &mut usize) -> tauri::Result<Vec<Box<dyn IsMenuItem<Wry>>>> {
    let mut made: Vec<Box<dyn IsMenuItem<Wry>>> = Vec::new();
    for item in of {
        made.push(match item {
            Item::Line => Box::new(PredefinedMenuItem::separator(app)?),
            Item::Action { label, enabled, .. } => {
                let id = number.to_string();
                *number += 1;
                Box::new(MenuItem::with_id(app, id, label, *enabled, None::<&str>)?)
            }
            Item::Group { label, items: inner } => {
                let group = Submenu::new(app, label, true)?;
                for item in items(app, inner, number)? {
                    group.append(&*item)?;
                }
                Box::new(group)
            }
        });
    }
    Ok(made)
}
