"""An S3 server (moto) for one test process, with one empty bucket.

Prints its port and a pair of keys, then answers each line on its input with the number of unfinished multipart uploads.
It ends with its input, however the test ends. Signatures are checked: the four calls below are the only free ones.
"""

import json
import logging
import os
import sys
from urllib.parse import parse_qsl, quote, urlencode

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"
try:
    import boto3
    from moto.iam import access_control
    from moto.server import ThreadedMotoServer
except ImportError:
    sys.exit(77)

logging.getLogger("werkzeug").setLevel(logging.ERROR)
BUCKET, USER = "kindling", "kindling"
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}



class Encoded(access_control.S3IAMRequest):
    """Signatures cover encoded queries ("Signature Version 4"); moto checks them against the decoded ones."""

    def __init__(self, path, **rest):
        path, _, query = path.partition("?")
        query = urlencode(parse_qsl(query, keep_blank_values=True), quote_via=quote, safe="")
        super().__init__(path=f"{path}?{query}", **rest)


access_control.S3IAMRequest = Encoded

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
port = server.get_host_and_port()[1]


def client(service, key, secret):
    place = {"endpoint_url": f"http://127.0.0.1:{port}", "region_name": "us-east-1"}
    return boto3.client(service, aws_access_key_id=key, aws_secret_access_key=secret, **place)


client("s3", "any", "any").create_bucket(Bucket=BUCKET)
iam = client("iam", "any", "any")
iam.create_user(UserName=USER)
iam.put_user_policy(UserName=USER, PolicyName="all", PolicyDocument=json.dumps(ALLOW))
keys = iam.create_access_key(UserName=USER)["AccessKey"]
print(port, keys["AccessKeyId"], keys["SecretAccessKey"], flush=True)

s3 = client("s3", keys["AccessKeyId"], keys["SecretAccessKey"])
for _ in sys.stdin:
    print(len(s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])), flush=True)
os._exit(0)
