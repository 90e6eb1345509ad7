#!/bin/sh
# Alertmanager reads no environment: its configuration is completed here, secrets as files of their own.
# start.sh PROGRAM FOLDER [ARGUMENT…]
set -eu
program=$1 folder=$2
shift 2
umask 077
printf %s "$ALERT_SLACK_URL" > "$folder/slack_url"
printf %s "${ALERT_SMTP_PASSWORD:-}" > "$folder/smtp_password"
sed -e "s|@EMAIL_TO@|$ALERT_EMAIL_TO|" -e "s|@EMAIL_FROM@|$ALERT_EMAIL_FROM|" \
    -e "s|@SMTP_HOST@|$ALERT_SMTP_HOST|" -e "s|@SMTP_USER@|${ALERT_SMTP_USER:-}|" \
    -e "s|@SMTP_TLS@|${ALERT_SMTP_TLS:-true}|" -e "s|@FOLDER@|$folder|" \
    "$(dirname "$0")/alertmanager.yml" > "$folder/alertmanager.yml"
exec "$program" --config.file="$folder/alertmanager.yml" --storage.path="$folder/alertmanager" "$@"
