#!/bin/sh
echo "installing ${REPO_NAME} ${SRC_TAG} from ${BUCKET_NAME}"
echo "${BIN_NAME}"
