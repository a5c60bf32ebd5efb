# demo_data: remakes the demonstration data byte for byte, from the seeded simulator. Run only when asked for.
rule demo_data:
    log:
        f"{RESULTS}/demo_data.log",
    localrule: True
    conda:
        "../../environment.yml"
    message:
        "demonstration data"
    shell:
        "for study in chenggong balint hospital-d; do"
        " python -m burnout.simulate $study data/$study || exit 1; done > {log:q} 2>&1"
