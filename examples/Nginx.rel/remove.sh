#!/bin/sh
# Takes Nginx away again, once no project lists it any more for this node.
set -eu

rm -rf "${ROOT:-}/opt/nginx"
