"""What the page may do in a browser: the headers that CloudFront adds to each of its files."""

from collections.abc import Iterable

EMPTY_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
"""Of the empty text: emotion inserts empty <style> elements and fills them through the style sheet's interface."""


def content_security_policy(connects: Iterable[str]) -> str:
    """The page's own scripts, styles and pictures, and connections to itself and these addresses; nothing else.

    No inline script or style, no frame around the page, no form that sends anything anywhere.
    """
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' '{EMPTY_STYLE}'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": " ".join(("'self'", *connects)),
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


OTHER_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
