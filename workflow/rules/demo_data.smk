# demo_data: remakes the demonstration data byte for byte, from the seeded simulator. Run only when asked for.
rule demo_data:
    message:
        "demonstration data"
    conda:
        "../../environment.yml"
    localrule: True
    shell:
        "for study in chenggong balint hospital-d; do python -m burnout.simulate $study data/$study; done"
