#include "imgui-client/platform/selection.hpp"

#include <GLFW/glfw3.h>

#ifdef INDABA_X11
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <poll.h>

#include <chrono>
#include <initializer_list>
#include <memory>
#include <utility>

#include "common/base/utf8.hpp"

extern "C" {
// GLFW has these where it was built for X11; where it was not, they are null.
__attribute__((weak)) Window glfwGetX11Window(GLFWwindow* window);
__attribute__((weak)) void glfwSetX11SelectionString(const char* text);
__attribute__((weak)) const char* glfwGetX11SelectionString();
}

namespace indaba::ui {
namespace {

using Clock = std::chrono::steady_clock;
using Failure = SelectionText::Failure;
constexpr std::chrono::milliseconds answer_limit{1000};
constexpr long max_chunk = 1 << 18;  // in units of 4 bytes

struct CloseDisplay {
    void operator()(Display* display) const { XCloseDisplay(display); }
};
using Connection = std::unique_ptr<Display, CloseDisplay>;

struct Property {
    Atom type = None;
    std::string bytes;
};

/// Reads and removes a property, which tells an owner that sends in parts to go on.
Property take_property(Display* display, Window window, Atom name) {
    Property property;
    int format = 0;
    unsigned long count = 0, left = 0;
    unsigned char* bytes = nullptr;
    XGetWindowProperty(display, window, name, 0, max_chunk, True, AnyPropertyType, &property.type,
                       &format, &count, &left, &bytes);
    if (bytes && format == 8) property.bytes.assign(reinterpret_cast<char*>(bytes), count);
    if (bytes) XFree(bytes);
    return property;
}

std::string from_latin_1(const std::string& bytes) {
    std::string text;
    for (const char byte : bytes) text += to_utf8(static_cast<unsigned char>(byte));
    return text;
}

/// One request for a selection, with a window of its own that gets the answer.
class Request {
 public:
    Request(Display* display, Atom selection)
        : display_(display),
          selection_(selection),
          property_(XInternAtom(display, "INDABA_SELECTION", False)),
          incremental_(XInternAtom(display, "INCR", False)),
          window_(XCreateSimpleWindow(display, DefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0)) {
        XSelectInput(display_, window_, PropertyChangeMask);
    }

    SelectionText read(std::size_t max_bytes) {
        for (const Atom target :
             {XInternAtom(display_, "UTF8_STRING", False),
              XInternAtom(display_, "text/plain;charset=utf-8", False), XA_STRING}) {
            XConvertSelection(display_, selection_, target, property_, window_, CurrentTime);
            XEvent event;
            if (!await(SelectionNotify, event)) return {{}, Failure::no_answer};
            if (event.xselection.property == None) continue;  // not offered as this kind of text
            // The news of the answer itself must not be taken for that of its first part.
            while (XCheckTypedWindowEvent(display_, window_, PropertyNotify, &event)) {
            }
            const Property answer = take_property(display_, window_, property_);
            // Some owners of an image send it whatever they are asked for.
            if (answer.type != incremental_ && answer.type != target) continue;
            SelectionText result = answer.type == incremental_
                                       ? read_parts(target, max_bytes)
                                       : SelectionText{answer.bytes.substr(0, max_bytes), {}};
            if (result.failure == Failure::no_text) continue;
            if (target == XA_STRING) result.text = from_latin_1(result.text);
            std::erase(result.text, '\0');  // it would end the text
            return result;
        }
        return {{}, Failure::no_text};
    }

    /// Returns whether the owner may still send something.
    bool gave_up() const { return gave_up_; }

 private:
    /// An empty part ends the text. What is too much, or no text, is taken too: the owner waits for
    /// that.
    SelectionText read_parts(Atom target, std::size_t max_bytes) {
        SelectionText result;
        for (;;) {
            const auto part = next_part();
            const bool enough = result.failure != Failure::none || result.text.size() == max_bytes;
            if (!part && !enough) return {{}, Failure::no_answer};
            if (!part || part->bytes.empty()) return result;
            if (part->type != target)
                result = {{}, Failure::no_text};
            else if (!enough)
                result.text.append(part->bytes, 0, max_bytes - result.text.size());
        }
    }

    std::optional<Property> next_part() {
        XEvent event;
        do
            if (!await(PropertyNotify, event)) return std::nullopt;
        while (event.xproperty.state != PropertyNewValue || event.xproperty.atom != property_);
        return take_property(display_, window_, property_);
    }

    bool await(int type, XEvent& event) {
        const auto until = started_ + answer_limit;
        while (!XCheckTypedWindowEvent(display_, window_, type, &event)) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
            if (left.count() <= 0) {
                gave_up_ = true;
                return false;
            }
            pollfd server{ConnectionNumber(display_), POLLIN, 0};
            ::poll(&server, 1, static_cast<int>(left.count()));
        }
        return true;
    }

    Display* display_;
    Atom selection_, property_, incremental_;
    Window window_;
    Clock::time_point started_ = Clock::now();
    bool gave_up_ = false;
};

std::optional<Window> window_property(Display* display, Window window, Atom name) {
    Atom type = None;
    int format = 0;
    unsigned long count = 0, left = 0;
    unsigned char* bytes = nullptr;
    const int status = XGetWindowProperty(display, window, name, 0, 1, False, XA_WINDOW, &type,
                                          &format, &count, &left, &bytes);
    const std::unique_ptr<unsigned char, int (*)(void*)> owner(bytes, XFree);
    if (status != Success || type != XA_WINDOW || count == 0) return std::nullopt;
    return static_cast<Window>(*reinterpret_cast<unsigned long*>(bytes));
}

Atom atom_of(Display* display, Selection which) {
    return which == Selection::primary ? XA_PRIMARY : XInternAtom(display, "CLIPBOARD", False);
}

/// The window by which GLFW owns its selections, once it has offered one.
Window our_owner = None;

void remember_owner(Selection which) {
    const Connection display(our_owner == None ? XOpenDisplay(nullptr) : nullptr);
    if (display) our_owner = XGetSelectionOwner(display.get(), atom_of(display.get(), which));
}

}  // namespace

std::optional<SelectionText> read_selection(GLFWwindow* window, Selection which,
                                            std::size_t max_bytes) {
    const bool on_x11 = glfwGetX11Window && glfwGetX11Window(window) != None;
    Connection display(on_x11 ? XOpenDisplay(nullptr) : nullptr);
    if (!display) return std::nullopt;
    const Atom selection = atom_of(display.get(), which);
    const Window owner = XGetSelectionOwner(display.get(), selection);
    if (owner == None) return SelectionText{};
    if (owner == our_owner) return std::nullopt;
    Request request(display.get(), selection);
    SelectionText text = request.read(max_bytes);
    // An owner that answers later would fail, and some end, if the asking window were gone.
    static Connection unanswered;
    if (request.gave_up()) unanswered = std::move(display);
    return text;
}

void write_clipboard(GLFWwindow* window, const char* text) {
    glfwSetClipboardString(window, text);
    remember_owner(Selection::clipboard);
}

void write_primary(const char* text) {
    if (!glfwSetX11SelectionString) return;
    glfwSetX11SelectionString(text);
    remember_owner(Selection::primary);
}

std::string own_primary() {
    const char* text = glfwGetX11SelectionString ? glfwGetX11SelectionString() : nullptr;
    return text ? text : "";
}

void forget_dead_window_manager() {
    const Connection display(XOpenDisplay(nullptr));
    if (!display) return;
    const Atom mark = XInternAtom(display.get(), "_NET_SUPPORTING_WM_CHECK", False);
    const Window root = DefaultRootWindow(display.get());
    const auto manager = window_property(display.get(), root, mark);
    if (!manager) return;
    // Asking a window that is gone is an error, which would end the program.
    const XErrorHandler before = XSetErrorHandler([](Display*, XErrorEvent*) { return 0; });
    const bool lives = window_property(display.get(), *manager, mark) == manager;
    if (!lives) XDeleteProperty(display.get(), root, mark);
    XSync(display.get(), False);
    XSetErrorHandler(before);
}

}  // namespace indaba::ui
#else
namespace indaba::ui {
std::optional<SelectionText> read_selection(GLFWwindow*, Selection, std::size_t) {
    return std::nullopt;
}
void write_clipboard(GLFWwindow* window, const char* text) { glfwSetClipboardString(window, text); }
void write_primary(const char*) {}
std::string own_primary() { return {}; }
void forget_dead_window_manager() {}
}  // namespace indaba::ui
#endif
