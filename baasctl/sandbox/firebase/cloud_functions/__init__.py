"""cloudfunctions.googleapis.com: functions of both generations, stored and answered; the sandbox runs none."""
