"""pjsua2 as a peer of the tests.

Arguments: USER PASSWORD DOMAIN PROXY TRANSPORT [CA], where PROXY is HOST:PORT and TRANSPORT is udp, tcp or tls.
Commands on standard input: register, unregister, quit. What came of them is told on standard output: `registered`,
`gone` or `refused CODE`, also when it refreshes by itself.
"""

import select
import sys

import pjsua2


class Account(pjsua2.Account):
    def onRegState(self, result):
        if result.code // 100 != 2:
            said = f"refused {result.code} {result.reason}"
        else:
            said = "registered" if self.getInfo().regIsActive else "gone"
        print(said, flush=True)


def endpoint(transport, ca):
    made = pjsua2.Endpoint()
    made.libCreate()
    settings = pjsua2.EpConfig()
    settings.logConfig.level = settings.logConfig.consoleLevel = 0
    # Everything happens where libHandleEvents is called.
    settings.uaConfig.threadCnt = 0
    settings.uaConfig.mainThreadOnly = True
    made.libInit(settings)
    made.audDevManager().setNullDev()
    listener = pjsua2.TransportConfig()
    listener.boundAddress = "127.0.0.1"
    if transport == "tls":
        listener.tlsConfig.CaListFile = ca
        listener.tlsConfig.verifyServer = True
    kinds = {
        "udp": pjsua2.PJSIP_TRANSPORT_UDP,
        "tcp": pjsua2.PJSIP_TRANSPORT_TCP,
        "tls": pjsua2.PJSIP_TRANSPORT_TLS,
    }
    made.transportCreate(kinds[transport], listener)
    made.libStart()
    return made


def settings_of(user, password, domain, proxy, transport):
    settings = pjsua2.AccountConfig()
    settings.idUri = f"sip:{user}@{domain}"
    settings.sipConfig.proxies.append(f"sip:{proxy};transport={transport};lr")
    settings.sipConfig.authCreds.append(pjsua2.AuthCredInfo("digest", "*", user, 0, password))
    registration = settings.regConfig
    registration.registrarUri = f"sip:{domain}"
    registration.registerOnAdd = False
    # After a lost connection or no answer, at once and then every second.
    registration.firstRetryIntervalSec = registration.retryIntervalSec = 1
    registration.randomRetryIntervalSec = 0
    return settings


def main():
    user, password, domain, proxy, transport, *ca = sys.argv[1:]
    phone = endpoint(transport, *ca or [""])
    account = Account()
    account.create(settings_of(user, password, domain, proxy, transport))
    wish = None
    while True:
        phone.libHandleEvents(20)
        if wish is not None:
            try:
                account.setRegistration(wish)
                wish = None
            except pjsua2.Error:
                pass  # A REGISTER is under way: once it is answered.
        if not select.select([sys.stdin], [], [], 0)[0]:
            continue
        # One line at a time is asked for and answered, so none is left in a buffer.
        match sys.stdin.readline().strip():
            case "register":
                wish = True
            case "unregister":
                wish = False
            case "quit" | "":
                break
    # It would unregister once more; what is left to be told is nobody's concern.
    account.shutdown()
    phone.libDestroy()


main()
