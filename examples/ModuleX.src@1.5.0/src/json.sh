# shellcheck shell=sh

# The facts as one JSON object.
facts_as_json() {
  use_baselib
  separator='{'
  facts | {
    while IFS= read -r fact; do
      printf '%s%s:%s' "$separator" "$(baselib_json_string "${fact%%=*}")" "$(baselib_json_string "${fact#*=}")"
      separator=','
    done
    echo '}'
  }
}
