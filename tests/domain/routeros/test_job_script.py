"""A typed write as the script of a job: it means the same in every menu and on every router."""

from __future__ import annotations

import pytest

from altotui.domain.routeros.job_script import job_script
from altotui.domain.routeros.translate import translate
from altotui.storage.language import load_language

SHOWN = {"/ip/address": ("*7", "*A")}


@pytest.mark.parametrize(
    ("line", "menu", "script"),
    [
        ("/ip/dns/set =servers=198.51.100.53", "/", "/ip dns set servers=198.51.100.53"),
        ("/ip dns set servers=198.51.100.53", "/", "/ip dns set servers=198.51.100.53"),
        ("set servers=198.51.100.53", "/ip/dns", "/ip dns set servers=198.51.100.53"),
        ("/ip dn se ser=1.1.1.1,9.9.9.9", "/", "/ip dns set servers=1.1.1.1,9.9.9.9"),
        ("reboot", "/system", "/system reboot"),
        ("/ip address set 1 comment=here", "/", "/ip address set numbers=*A comment=here"),
        ("comment 0 here", "/ip/address", "/ip address comment numbers=*7 comment=here"),
        ("/ip address set *3 !comment", "/", "/ip address unset numbers=*3 value-name=comment"),
        ("/interface disable ether1,ether2", "/", "/interface disable numbers=ether1,ether2"),
        ('/interface disable "0"', "/", '/interface disable numbers="0"'),
        ('/ip address set *3 comment="a \\$b"', "/", '/ip address set numbers=*3 comment="a \\$b"'),
        ('/ip address set *3 comment=""', "/", '/ip address set numbers=*3 comment=""'),
        ("/ip/address/set =.id=*3 =comment=", "/", '/ip address set numbers=*3 comment=""'),
        ("/interface ethernet set ether1 mtu=1400", "/", "/interface ethernet set numbers=ether1 mtu=1400"),
        ("/interface monitor-traffic ether1 once", "/", "/interface monitor-traffic interface=ether1 once"),
        (
            '/system script add name=x source=":put \\"hi\\""',
            "/",
            '/system script add name=x source=":put \\"hi\\""',
        ),
        ('/execute script="/system reboot" as-string', "/", "/system reboot"),
        ("/ip address set [find] comment=x", "/", "/ip address set [find] comment=x"),
        ("set [find] comment=x", "/ip/address", "/ip/address/set [find] comment=x"),
        ("# a word", "/", ""),
        ("/nonsense =", "/", ""),
    ],
)
def test_it_is_what_the_line_means(line: str, menu: str, script: str) -> None:
    assert job_script(translate(line, load_language(), menu, SHOWN)) == script


@pytest.mark.parametrize(
    "line",
    [
        '/ip address set *3 comment="a \\"b\\" \\$c; /system reboot"',
        "/ip firewall filter add chain=input action=drop place-before=*1 disabled=yes",
        '/system identity set name="münchen \\E2\\82\\AC"',
        "/ip dns set servers=1.1.1.1",
        '/file add name=x contents=""',
        '/tool fetch url="https://example.net/a\\?b=c" keep-result=no',
    ],
)
def test_read_back_as_a_line_it_sends_the_same_words(line: str) -> None:
    first = translate(line, load_language())
    again = translate(job_script(first), load_language())
    assert first.parameters
    words = [word.replace("=numbers=", "=.id=") for word in again.parameters]
    assert (again.command, words) == (first.command, list(first.parameters))
