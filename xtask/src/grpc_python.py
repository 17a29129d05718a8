"""A plugin of protoc for the stubs of Python: grpcio-tools has their generator inside its protoc only."""

import pathlib
import sys
import tempfile

from google.protobuf.compiler import plugin_pb2
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc

request = plugin_pb2.CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
response = plugin_pb2.CodeGeneratorResponse(
    supported_features=plugin_pb2.CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL
)
with tempfile.TemporaryDirectory() as directory:
    descriptors = pathlib.Path(directory, "descriptors.bin")
    descriptors.write_bytes(FileDescriptorSet(file=request.proto_file).SerializeToString())
    out = pathlib.Path(directory, "out")
    out.mkdir()
    arguments = [f"--descriptor_set_in={descriptors}", f"--grpc_python_out={out}", *request.file_to_generate]
    if protoc.main(["protoc", *arguments]) != 0:
        response.error = "grpcio-tools failed"
    for file in sorted(out.rglob("*.py")):
        response.file.add(name=str(file.relative_to(out)), content=file.read_text())
sys.stdout.buffer.write(response.SerializeToString())
