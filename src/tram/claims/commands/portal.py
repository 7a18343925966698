"""``tram claims portal``: a portal to try against on this machine, with good or bad manners."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from tram.claims.sending.receiver import Box, Manners, serve

DEFAULT_PORT = 8930
REFUSED = "Không thuộc phạm vi được hưởng (cổng thử)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram claims portal`` takes."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=_("cổng mạng (mặc định 8930)"))
    parser.add_argument("--keep", type=Path, metavar="FILE", help=_("ghi mã hồ sơ đã nhận vào tệp, mỗi dòng một hồ sơ"))
    parser.add_argument(
        "--refuse", action="append", default=[], metavar="CODE", help=_("từ chối dòng có mã thuốc hoặc dịch vụ này")
    )
    parser.add_argument("--slow", type=float, default=0, metavar="S", help=_("trả lời chậm từng này giây"))
    parser.add_argument("--busy", type=float, default=0, metavar="P", help=_("tỉ lệ lần báo bận (0 đến 1)"))
    parser.add_argument("--mute", type=float, default=0, metavar="P", help=_("tỉ lệ lần nhận rồi ngắt, không trả lời"))
    parser.add_argument("--undecided", type=int, default=0, metavar="N", help=_("N lần đầu chỉ báo đang xử lý"))
    parser.add_argument("--token-life", type=float, default=1800, metavar="S", help=_("phiên sống từng này giây"))


def run(args: argparse.Namespace) -> int:
    """Takes claims, check-ins and card lookups until Ctrl+C; prints paths, codes and references, no contents."""
    box = Box(
        refuse=dict.fromkeys(args.refuse, REFUSED),
        kept=args.keep,
        undecided=args.undecided,
        token_life=timedelta(seconds=args.token_life),
    )
    manners = Manners(args.slow, args.busy, args.mute)
    server = serve(args.port, box, manners, lambda line: print(line, flush=True))
    print(_("Cổng thử: http://127.0.0.1:%d  (dừng: Ctrl+C)") % server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0
