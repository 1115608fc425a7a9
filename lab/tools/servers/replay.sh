start_replay() { spawn replay python3 "$LAB/tools/replay.py" "$LAB/replay" ${H}1 18999; waitport replay ${H}1 18999; }
