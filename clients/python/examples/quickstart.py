"""Creates a user, reads it, and tells who is online."""

import os

import rollcall
from rollcall.v1 import domain_pb2, user_pb2

endpoint = os.environ.get("ROLLCALL_ENDPOINT", "http://127.0.0.1:50051")
with rollcall.Client(endpoint, token=os.environ["ROLLCALL_TOKEN"]) as client:
    try:
        client.domains.CreateDomain(domain_pb2.CreateDomainRequest(domain_id="python.example"))
    except rollcall.AlreadyExists as error:
        print(f"{error.resource} was there")

    # A request id is filled in, so it is safe that the client tries again when the connection breaks.
    user = user_pb2.User(first_name="Carol", email="carol@python.example")
    request = user_pb2.CreateUserRequest(parent="domains/python.example", user_id="carol", user=user)
    created = client.users.CreateUser(request)
    print(f"{created.user.name} registers with the password {created.generated.registration_password}")

    try:
        user = user_pb2.User(email="nobody")
        request = user_pb2.CreateUserRequest(parent="domains/python.example", user_id="dave", user=user)
        client.users.CreateUser(request)
    except rollcall.Invalid as error:
        for violation in error.violations:
            print(f"{violation.field}: {violation.description}, not {violation.value!r}")

    for user in client.pages(client.users.ListUsers, user_pb2.ListUsersRequest(parent="domains/python.example")):
        print(user.login)

    with client.online("domains/-") as online:
        online.wait_live(timeout=10)
        print("online:", online.users())
