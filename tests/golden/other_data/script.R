# Other data sets than those of the cases classic_*, by the same R functions (../lib/gold.R); see README.md.
source("../lib/gold.R"); suppressMessages({library(MASS);library(coin)})
if(!file.exists("data_groups.csv")){ L<-list(); add<-function(n,v,g) L[[n]]<<-data.frame(dataset=n,group=as.character(g),value=v)
 add("sleep_extra",sleep$extra,sleep$group); add("pulse_sex",survey$Pulse,survey$Sex); add("small",c(1.2,3.4,2.2,5.1,4.4,6.3,2.8,7.7),rep(c("x","y"),each=4))
 add("infert_age",infert$age,infert$education); add("chick_diet",ChickWeight$weight[ChickWeight$Time==21],ChickWeight$Diet[ChickWeight$Time==21]); add("prestige_type",carData::Prestige$income,carData::Prestige$type); add("npk_block",npk$yield,npk$block)
 wcsv(do.call(rbind,L),".","data_groups.csv")
 P<-list(); pair<-function(n,pre,post) P[[n]]<<-data.frame(dataset=n,id=seq_along(pre),pre=pre,post=post)
 w<-reshape(as.data.frame(ChickWeight[ChickWeight$Time%in%c(0,21),]),idvar=c("Chick","Diet"),timevar="Time",direction="wide")
 pair("chick_growth",w$weight.0,w$weight.21); pair("cd4",boot::cd4$baseline,boot::cd4$oneyear); pair("weight_loss",c(94.3,80.2,71.1,102.5,88.8,77.7,65.4),c(90.1,80.2,72.3,95.9,84.1,78.0,61.2)); pair("three",c(1.5,2.5,3.0),c(2.0,4.5,3.9)); pair("with_gaps",c(5,NA,7,8,6,9,4,NA,3,7),c(6,5,NA,9,6,12,6,NA,2,9))
 wcsv(do.call(rbind,P),".","data_pairs.csv")
 T<-list(hair_sex=apply(HairEyeColor,c(1,3),sum),smoke_exercise=unclass(table(survey$Smoke,survey$Exer)),housing_contact=unclass(xtabs(Freq~Cont+Sat,housing)),infert_education=unclass(table(infert$education,infert$case)))
 wcsv(do.call(rbind,lapply(names(T),function(n){m<-T[[n]];data.frame(table=n,row=as.vector(row(m)),col=as.vector(col(m)),count=as.vector(m))})),".","data_tables.csv") }
LV<-list(sleep_extra=c("2","1"),pulse_sex=c("Male","Female"),small=c("y","x"),infert_age=c("12+ yrs","6-11yrs","0-5yrs"),chick_diet=c("4","3","2","1"),prestige_type=c("bc","wc","prof"),npk_block=c("1","2","3","4","5","6"))
g<-rcsv(".","data_groups.csv"); p<-rcsv(".","data_pairs.csv"); t<-rcsv(".","data_tables.csv"); two<-names(LV)[lengths(LV)==2]
one<-function(n,f){z<-g[g$dataset==n,];f(z$value,factor(z$group,levels=LV[[n]]))}
o<-list(two_group=lapply(setNames(nm=two),one,two_group),k_group=lapply(setNames(nm=setdiff(names(LV),two)),one,k_group),datasets=lapply(split(p,p$dataset),function(z)paired_full(z$pre,z$post)))
o$tables<-lapply(setNames(nm=unique(t$table)),function(n){z<-t[t$table==n,];m<-matrix(0,max(z$row),max(z$col));m[cbind(z$row,z$col)]<-z$count;dimnames(m)<-list(paste0("r",seq_len(nrow(m))),paste0("c",seq_len(ncol(m))));cat_assoc(m,workspace=2e8)})
gold_write(o,".")
